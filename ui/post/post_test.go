package post

import "testing"

func TestLatestRunsOnlyTheNewestOfABurst(t *testing.T) {
	var queue []func()
	l := Latest{Post: func(f func()) { queue = append(queue, f) }}
	ran := []int{}
	for n := range 5 {
		l.Do(func() { ran = append(ran, n) })
	}
	if len(queue) != 1 {
		t.Fatalf("%d calls were posted for one burst", len(queue))
	}
	queue[0]()
	l.Do(func() { ran = append(ran, 9) })
	queue[1]()
	if len(ran) != 2 || ran[0] != 4 || ran[1] != 9 {
		t.Errorf("ran %v, want the newest of the burst, then the next", ran)
	}
}
