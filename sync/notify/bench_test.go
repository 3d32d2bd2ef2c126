package notify

import (
	"testing"
)

func BenchmarkCleanMegabyte(b *testing.B) {
	text := hostile["a megabyte hidden"]
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Clean(text, maxBody)
	}
}
