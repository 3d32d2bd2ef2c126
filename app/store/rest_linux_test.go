package store

import "testing"

func TestRegionReadsALineOfTheMaps(t *testing.T) {
	for _, c := range []struct {
		line       string
		from, size uintptr
		path       string
	}{
		{"7f00a000-7f00c000 r--s 00000000 fe:00 1234                       /data/my store/000001.sst", 0x7f00a000, 0x2000, "/data/my store/000001.sst"},
		{"7f00a000-7f00c000 rw-p 00000000 00:00 0 ", 0, 0, ""},
		{"7f00c000-7f00a000 r--s 00000000 fe:00 1 /x.sst", 0, 0, ""},
		{"nonsense", 0, 0, ""},
	} {
		if from, size, path := region(c.line); from != c.from || size != c.size || path != c.path {
			t.Errorf("%q: %x, %x, %q", c.line, from, size, path)
		}
	}
}
