"""Does the feedback look filtered? One line of evidence a file; ``verdict`` combines them."""
