HARBOURS = {"hull": 3, "leith": 7}
