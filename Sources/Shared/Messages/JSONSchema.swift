// JSON Schema 2020-12 (json-schema.org/draft/2020-12) of message types. Beyond its keywords: `x-meaning-zh`, `x-unit`
// and `x-personal`.

extension MessagePart {
    static var objectSchema: JSONValue {
        let required = fields.fields.filter { !$0.isOptional }.map { JSONValue.string($0.name) }
        return .object([
            ("type", "object"),
            ("properties", .object(fields.fields.map { ($0.name, $0.annotatedSchema) })),
            ("required", .array(required)),
        ])
    }
}

extension Message {
    /// The JSON Schema of the type. It allows fields that it does not name, as readers do.
    public static var jsonSchema: JSONValue {
        guard case .object(let members) = objectSchema else { return objectSchema }
        return .object(
            [
                ("$schema", "https://json-schema.org/draft/2020-12/schema"),
                ("$id", .string("urn:duixian:\(type)")),
                ("title", .string(type)),
                ("description", .string(summary.en)),
                ("x-meaning-zh", .string(summary.zh)),
            ] + members)
    }
}

extension Field {
    /// The value's schema with what the list says about the field.
    fileprivate var annotatedSchema: JSONValue {
        var annotations: [JSONValue.Member] = [
            ("description", .string(meaning.en)), ("x-meaning-zh", .string(meaning.zh)),
        ]
        if let unit { annotations.append(("x-unit", .string(unit))) }
        if let personal { annotations.append(("x-personal", .string(personal.rawValue))) }
        let schema = schema()
        guard case .object(let members) = schema else { return schema }
        return .object(members + annotations)
    }
}
