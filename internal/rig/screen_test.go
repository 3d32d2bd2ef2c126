package rig

import "testing"

func TestTheScreenIsRead(t *testing.T) {
	d := StartDesktop(t)
	if size := d.Capture(t).Bounds().Size(); size.X != 1360 || size.Y != 900 {
		t.Fatalf("the screen is %v", size)
	}
}

func TestADumpThatIsNoScreenIsRefused(t *testing.T) {
	for name, raw := range map[string][]byte{"nothing": nil, "short": make([]byte, 40), "zeroes": make([]byte, 200)} {
		if _, err := decodeXWD(raw); err == nil {
			t.Errorf("%s was read as a screen", name)
		}
	}
}
