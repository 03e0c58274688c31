"""Sound as samples: clips, their loudness, the palette of tones, and the mixer that plays a timeline from them."""
