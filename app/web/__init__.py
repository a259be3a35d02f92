"""The portal's own addresses and what stands before all others: sign-in, gate, headers, authorised
downloads."""
