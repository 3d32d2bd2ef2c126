package store

import "fmt"

// Room is how many bytes the disk under a folder has free for an ordinary user.
func Room(dir string) (uint64, error) {
	room, err := freeSpace(dir)
	if err != nil {
		return 0, fmt.Errorf("ask for free space: %w", err)
	}
	return room, nil
}
