"""Invented vendors, honest and filtering, whose truth is known: what the integrity engine is measured on."""
