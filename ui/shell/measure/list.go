package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// listed waits until the list shows something.
func (w *window) listed() error {
	return w.Until("the list", func() bool { l := w.List(); return l != nil && l.Len() > 0 })
}

// find searches for something and gives the text that counts what was found.
func (w *window) find(text string) (*canvas.Text, error) {
	w.Fields()[0].SetText(text)
	var count *canvas.Text
	err := w.Until("what "+text+" finds", func() bool {
		count = w.Text(func(t string) bool { return strings.Contains(t, " of ") && strings.HasSuffix(t, "00") })
		return count != nil
	})
	return count, err
}

// search takes the time from a keystroke to the rows it finds. Only keystrokes
// that change how many are found are taken: that tells that the rows are there.
func search(_ context.Context, w *window, took series) error {
	if err := w.listed(); err != nil {
		return err
	}
	field := w.Fields()[0]
	count, err := w.find("5xx ")
	if err != nil {
		return err
	}
	_, text, _ := strings.Cut(count.Text, " of ")
	total, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		return fmt.Errorf("read how many there are: %w", err)
	}
	for n := 1; len(took["key"]) < w.n; n++ {
		number := n * 7919 % total / 4 * 4 // each fourth is of the checkout
		if number < 1000 || strconv.Itoa(number)[0] == '5' {
			continue // "5" stands in every title
		}
		field.SetText("5xx ")
		field.Focus()
		w.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
		w.Rest(300 * time.Millisecond)
		for at, r := range fmt.Sprintf("checkout-%d", number) {
			was, begun := count.Text, time.Now()
			w.Type(r)
			if at >= len("che") && at < len("checkout-") {
				w.Rest(100 * time.Millisecond) // these find what was found before
				continue
			}
			if err := w.Until("what "+field.Text()+" finds", func() bool { return count.Text != was }); err != nil {
				return err
			}
			took.add("key", time.Since(begun))
		}
	}
	return nil
}

// scroller is the list's own scrolled area.
func (w *window) scroller() (fyne.Scrollable, error) {
	list := w.List()
	if list == nil {
		return nil, errors.New("there is no list")
	}
	var found fyne.Scrollable
	w.Within(list, func(o fyne.CanvasObject) bool {
		found, _ = o.(fyne.Scrollable)
		return found != nil
	})
	if found == nil {
		return nil, errors.New("the list does not scroll")
	}
	return found, nil
}

// step is one step of a wheel.
var step = &fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -40}}

// scroll takes what one step of the wheel costs in a list of all incidents.
func scroll(_ context.Context, w *window, took series) error {
	if err := w.listed(); err != nil {
		return err
	}
	if _, err := w.find("5xx"); err != nil {
		return err
	}
	s, err := w.scroller()
	if err != nil {
		return err
	}
	for range w.n {
		begun := time.Now()
		s.Scrolled(step)
		took.add("step", time.Since(begun))
	}
	return nil
}

// frame draws the list alone after each step of the wheel, and beside it a
// stock list of labels of the same size and row height, scrolled alike.
func frame(_ context.Context, w *window, took series) error {
	if err := w.listed(); err != nil {
		return err
	}
	if _, err := w.find("5xx"); err != nil {
		return err
	}
	ours := w.List()
	size := ours.Size()
	mine, err := w.scroller()
	if err != nil {
		return err
	}
	stock := widget.NewList(func() int { return ours.Len() }, func() fyne.CanvasObject { return widget.NewLabel("") },
		func(n widget.ListItemID, o fyne.CanvasObject) {
			o.(*widget.Label).SetText(fmt.Sprintf("5xx ratio above 5%% on checkout-%d", n))
		})
	var theirs fyne.Scrollable
	theirWindow := alone(stock, size)
	w.Within(stock, func(o fyne.CanvasObject) bool {
		theirs, _ = o.(fyne.Scrollable)
		return theirs != nil
	})
	if theirs == nil {
		return errors.New("the stock list does not scroll")
	}
	ourWindow := alone(ours, size)
	for range w.n {
		for _, one := range []struct {
			name   string
			scroll fyne.Scrollable
			window fyne.Window
		}{{"ours", mine, ourWindow}, {"stock", theirs, theirWindow}} {
			begun := time.Now()
			one.scroll.Scrolled(step)
			one.window.Canvas().Capture()
			took.add(one.name, time.Since(begun))
		}
	}
	return nil
}

func alone(o fyne.CanvasObject, size fyne.Size) fyne.Window {
	w := test.NewWindow(o)
	w.SetPadded(false)
	w.Resize(size)
	return w
}
