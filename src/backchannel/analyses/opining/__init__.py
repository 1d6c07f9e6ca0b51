"""The parts of `opinions`: what is asked of other models, what separates them, what could be signed beside them."""
