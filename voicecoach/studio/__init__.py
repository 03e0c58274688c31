"""The studio: a page on which a script is edited, its timeline seen and any instant of it heard."""
