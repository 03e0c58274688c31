"""The voice: engines that turn words into sound, the bank that makes clips of them, and the cache that keeps them."""
