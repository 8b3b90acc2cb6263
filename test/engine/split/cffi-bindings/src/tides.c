#include "tides.h"

int high_water(int hour) { return (hour * 50 + 12) % 24; }
