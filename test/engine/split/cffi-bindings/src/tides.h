int high_water(int hour);
