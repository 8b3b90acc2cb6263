int fancy(int x) { return x * 3; }
