package store

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Rest gives memory back that reading and compacting left behind: pages of
// tables, which the process maps, are let go and read again when needed. It
// costs nothing that was written and may be called at any time.
func (s *Store) Rest() {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	dir, err := filepath.Abs(s.opt.Dir)
	if err != nil {
		return
	}
	for lines := bufio.NewScanner(bytes.NewReader(maps)); lines.Scan(); {
		from, size, path := region(lines.Text())
		if size == 0 || filepath.Ext(path) != ".sst" || filepath.Dir(path) != dir {
			continue
		}
		// The region may be another's by now: paging out is harmless there,
		// where forgetting would not be. An old kernel refuses, and that is all.
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, size, unix.MADV_PAGEOUT)
	}
}

// region reads one line of /proc/self/maps.
func region(line string) (from, size uintptr, path string) {
	fields := strings.Fields(line)
	if len(fields) < 6 {
		return 0, 0, ""
	}
	first, last, _ := strings.Cut(fields[0], "-")
	begin, err := strconv.ParseUint(first, 16, 64)
	if err != nil {
		return 0, 0, ""
	}
	end, err := strconv.ParseUint(last, 16, 64)
	if err != nil || end < begin {
		return 0, 0, ""
	}
	return uintptr(begin), uintptr(end - begin), line[strings.Index(line, fields[5]):]
}
