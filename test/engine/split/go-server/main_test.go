package main

import "testing"

func TestMoment(t *testing.T) {
	if moment() != "14:00 CEST" {
		t.Fatal(moment())
	}
}
