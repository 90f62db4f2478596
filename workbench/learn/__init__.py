"""DeepLabV3+ on PyTorch: given a job, it gives back events and files. Runs in a process of its own."""
