import Feel

/// What an expression gives, in notation; what is wrong with it, where it is.
func feel(_ text: String, _ slots: KeyValuePairs<String, Value> = [:]) -> String {
    do {
        let expression = try Expression.parse(text, names: slots.map(\.key))
        return try Formula(expression, slots: slots.map(\.key)).value(slots.map(\.value)).notation
    } catch {
        return error.description
    }
}

func unknown(_ slots: Int...) -> Value {
    .unknown(slots.reduce(into: []) { $0.formUnion(Unknowns(slot: $1) ?? []) })
}
