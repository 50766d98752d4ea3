"""Runnable proofs that the safe fixes keep the behaviour of the code that they change."""
