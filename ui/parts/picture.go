package parts

import (
	"fyne.io/fyne/v2/canvas"

	"turnaround/ui/look"
)

// picture is an icon in an ink; without a name it is hidden.
type picture struct {
	image *canvas.Image
	name  string
	size  float32
	ink   look.Ink
}

func newPicture(name string, size float32, ink look.Ink) *picture {
	p := &picture{image: &canvas.Image{FillMode: canvas.ImageFillContain}, name: name, size: size, ink: ink}
	p.paint()
	return p
}

func (p *picture) paint() {
	show(p.image, p.name != "")
	if p.name == "" {
		return
	}
	r := look.Icon(p.name, p.ink)
	if p.image.Resource == nil || p.image.Resource.Name() != r.Name() {
		p.image.Resource = r
		p.image.Refresh()
	}
}

// side is how wide and high it is drawn; none takes no room.
func (p *picture) side() float32 {
	if p.name == "" {
		return 0
	}
	return look.Scaled(p.size)
}

// place puts it at x, in the middle of a height.
func (p *picture) place(x, y, h float32) {
	s := p.side()
	box(p.image, x, y+(h-s)/2, s, s)
}
