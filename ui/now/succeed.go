package now

import "maps"

// Succeed goes on where the screen before it was: another language or text size
// makes the screens anew, and nobody shall lose their place by it. It is called
// before Run.
func (s *Screen) Succeed(before any) {
	b, ok := before.(*Screen)
	if !ok {
		return
	}
	was := b.asked.get()
	s.asked.set(func(a *asked) { a.chip, a.query = was.chip, was.query })
	s.list.searching = b.list.searching
	s.list.field.SetText(b.list.field.Text())
	maps.Copy(s.detail.drafts, b.detail.drafts)
	s.detail.journey.opened = b.detail.journey.opened
	s.detail.strip.Open(s.detail.journey.opened)
	s.list.taken, s.opened = b.list.taken, b.opened
	if was.id != "" {
		s.list.list.Select(was.id)
		s.glance(was.id)
	}
	s.frame.arrange()
}
