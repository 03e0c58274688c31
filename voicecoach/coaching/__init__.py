"""The reviewer of `check --coaching`: what a listener with closed eyes will miss, and what to write instead."""
