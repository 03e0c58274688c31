"""The HTML file: one page that plays the routine, shows its words and prints as a sheet of its exercises."""
