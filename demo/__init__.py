"""A Teams on your own machine: several people, real cards, the real protocol."""
