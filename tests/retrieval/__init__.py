"""Whether what is worth reading is found, and nothing else."""
