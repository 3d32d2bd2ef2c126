package compose_test

import (
	"fmt"
	"testing"

	"turnaround/app/compose"
	"turnaround/app/update"
)

// BenchmarkLook words and checks an update for 1, 3 and 12 channels, as after
// every key. The limit for a normal text is 20 ms.
func BenchmarkLook(b *testing.B) {
	for _, places := range []int{1, 3, 12} {
		b.Run(fmt.Sprintf("%d channels", places), func(b *testing.B) {
			c := aCase()
			c.Places = nil
			for i := range places {
				c.Places = append(c.Places, compose.Place{Name: fmt.Sprintf("channel %d", i), Medium: []update.Medium{update.Page, update.Chat, update.Mail}[i%3], Offered: true})
			}
			w := compose.Begin(c, now)
			a := w.Answers()
			a.What = "About 1 in 8 card payments in the EU fails with “Something went wrong”. Your basket is kept and you won’t be charged twice."
			a.Doing = "psp-eu-2 times out at our card provider. We are moving payments to a second provider. Sorry for the minor inconvenience."
			a.Meanwhile = "Bank transfer and invoice work. If a card fails once, please wait a few minutes before you try again."
			w.Answer(a)
			b.ResetTimer()
			for b.Loop() {
				if _, err := w.Look(now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
