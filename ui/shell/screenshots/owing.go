package main

// customerReels are the pictures of whom an update is owed.
func customerReels() []reel {
	owing, checkout := (*teller).owing, customersOf("checkout", "13:52")
	return []reel{
		{name: "owing", size: desktop, looks: both, tell: owing, more: shopChannels, shots: []shot{{"customers", checkout},
			{"customers-overdue", customersOf("mails", "13:12")}}},
		{name: "owing", prefix: "1000", size: medium, looks: both, tell: owing, more: shopChannels, shots: []shot{{"customers", checkout}}},
		{name: "owing", prefix: "phone", size: phone, looks: both, tell: owing, more: shopChannels, shots: []shot{
			{"customers", route("customers")}, {"customers-detail", checkout}}},
		{name: "owing", size: desktop, looks: german, tell: owing, more: shopChannels, shots: []shot{{"customers", checkout}}},
		{name: "nobody waits", size: desktop, looks: both, tell: quiet, shots: []shot{{"customers-empty", route("customers")}}},
	}
}

// customersOf shows an incident's customers, who are affected since a time.
func customersOf(key, since string) func(*set) error {
	return func(s *set) error {
		s.Go("customers/" + string(s.tell.ids[key]))
		return s.Await(since)
	}
}

// owing is the afternoon with an update half written.
func (t *teller) owing() error {
	if err := t.afternoon(); err != nil {
		return err
	}
	t.clock.at = on(14, 22)
	w, _, err := t.pager.Write(t.ids["checkout"])
	if err != nil {
		return err
	}
	a := w.Answers()
	a.Doing = "10% of payments go to a second provider by now."
	w.Answer(a)
	return t.pager.KeepWriting(t.ctx, w)
}
