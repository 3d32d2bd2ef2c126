package main

func alerts(*host) []row { return nil }
func push(*host) []row   { return nil }
func poll(*host) []row   { return nil }
func storm(*host) []row  { return nil }
func list(*host) []row   { return nil }
func watch(*host) []row  { return nil }
func size(*host) []row   { return nil }
