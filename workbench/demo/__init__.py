"""The demonstration: pictures that the program renders itself, and a hand that paints some of them."""
