"""Where sound comes out: outputs that pull, one module for each library, and a silent one with a clock."""
