"""What is played and how that is changed: timelines, their sound, and the way from one to another."""
