"""How well a voice is understood: phrases spoken by the real engines, and written down by offline recognisers."""
