"""The parts that make up the operator screen, one file each."""
