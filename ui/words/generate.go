package words

//go:generate go run ../../internal/gather
