package post

import "testing"

func TestAClosedGateDropsWhatWaitsAndWhatComes(t *testing.T) {
	var queue []func()
	ran := 0
	g := &Gate{Post: func(f func()) { queue = append(queue, f) }}
	g.Do(func() { ran++ })
	g.Do(func() { ran++ })
	queue[0]()
	g.Close()
	queue[1]()
	g.Do(func() { ran++ })
	if ran != 1 || len(queue) != 2 {
		t.Errorf("%d ran and %d were posted, want 1 and 2", ran, len(queue))
	}
}
