"""Where the formats of other tools meet the disk: above the assembly, for an export asks it."""
