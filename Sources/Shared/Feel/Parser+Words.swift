extension Parser {
    mutating func conditional() throws(FeelError) -> Expression {
        let place = current.place
        try expectWord("if")
        let condition = try expression()
        var below = height
        try expectWord("then")
        let then = try expression()
        below = max(below, height)
        try expectWord("else")
        let otherwise = try expression()
        return try make(.conditional(condition, then: then, otherwise: otherwise), at: place, over: max(below, height))
    }

    mutating func iteration() throws(FeelError) -> Expression {
        let place = current.place
        try expectWord("for")
        let bindings = try self.bindings()
        let below = height
        try expectWord("return")
        let body = try expression()
        return try make(.iteration(bindings, body), at: place, over: max(below, height))
    }

    mutating func quantified(_ quantifier: Expression.Quantifier) throws(FeelError) -> Expression {
        let place = current.place
        try expectWord(quantifier.rawValue)
        let bindings = try self.bindings()
        let below = height
        try expectWord("satisfies")
        let body = try expression()
        return try make(.quantified(quantifier, bindings, body), at: place, over: max(below, height))
    }

    /// Sets `height` to the greatest of the domains.
    private mutating func bindings() throws(FeelError) -> [Expression.Binding] {
        var bindings: [Expression.Binding] = []
        var below = 0
        repeat {
            let name = try newName(upTo: ["in"], "the name of a variable")
            try expectWord("in")
            let domain = try expression()
            below = max(below, height)
            var end: Expression?
            if take("..") {
                end = try expression()
                below = max(below, height)
            }
            bindings.append(Expression.Binding(name: name, domain: domain, end: end))
            names.add(name)
        } while take(",")
        height = below
        return bindings
    }

    mutating func function() throws(FeelError) -> Expression {
        let place = current.place
        try expectWord("function")
        let parameters = try self.parameters()
        if isAtWord("external") {
            throw FeelError("A function of another language (external) cannot be called from here.", at: current.place)
        }
        let body = try expression()
        return try make(.function(parameters, body), at: place, over: height)
    }

    private mutating func parameters() throws(FeelError) -> [Expression.Parameter] {
        try expect("(")
        var parameters: [Expression.Parameter] = []
        if !take(")") {
            repeat {
                let namePlace = current.place
                let name = try newName(upTo: [":", ",", ")"], "the name of a parameter")
                if parameters.contains(where: { $0.name == name }) {
                    throw FeelError("The function has two parameters '\(name)'.", at: namePlace)
                }
                parameters.append(Expression.Parameter(name: name, type: take(":") ? try typeName() : nil))
                names.add(name)
            } while take(",")
            try expect(")")
        }
        return parameters
    }

    /// `number`, `date and time`, `list<number>`, `context<a: string>`, `function<number> -> number`.
    mutating func typeName() throws(FeelError) -> Expression.TypeName { try typeName(depth: 0) }

    private mutating func typeName(depth: Int) throws(FeelError) -> Expression.TypeName {
        guard current.kind == .word else { throw unexpected("the name of a type") }
        guard depth < 10 else { throw FeelError("The type is nested more than 10 deep.", at: current.place) }
        if token(1).isSymbol("<") {
            switch current.text {
            case "list", "range":
                let isList = current.text == "list"
                position += 2
                let element = try typeName(depth: depth + 1)
                try expect(">")
                return isList ? .list(element) : .range(element)
            case "context": return try contextType(depth: depth)
            case "function": return try functionType(depth: depth)
            default: break
            }
        }
        for long in ["date and time", "years and months duration", "days and time duration"] {
            let words = long.split(separator: " ")
            guard zip(words, tokens[position...]).allSatisfy({ $1.isWord(String($0)) }) else { continue }
            guard tokens.count - position > words.count else { continue }
            position += words.count
            return .named(long)
        }
        var name = current.text
        position += 1
        while isAt("."), token(1).kind == .word {
            name += "." + token(1).text
            position += 2
        }
        return .named(name)
    }

    private mutating func contextType(depth: Int) throws(FeelError) -> Expression.TypeName {
        position += 2
        var fields: [Expression.TypeName.Field] = []
        if take(">") { return .context([]) }
        repeat {
            let name = try newName(upTo: [":"], "the name of an entry")
            try expect(":")
            fields.append(Expression.TypeName.Field(name: name, type: try typeName(depth: depth + 1)))
        } while take(",")
        try expect(">")
        return .context(fields)
    }

    private mutating func functionType(depth: Int) throws(FeelError) -> Expression.TypeName {
        position += 2
        var parameters: [Expression.TypeName] = []
        if !take(">") {
            repeat { parameters.append(try typeName(depth: depth + 1)) } while take(",")
            try expect(">")
        }
        try expect("->")
        return .function(parameters, try typeName(depth: depth + 1))
    }
}
