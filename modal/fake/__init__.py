"""A stand-in for Modal's servers, for tests: the real SDKs talk to it, it runs the real app.py, and its Sandboxes are local boxes.

It speaks the protocol of the SDK's own wheel (modal_proto), so a method whose types changed there does not fit here any more.
"""
