"""What outlives a run: where each routine was stopped, and what has been done."""
