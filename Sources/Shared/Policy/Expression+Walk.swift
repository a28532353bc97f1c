import Feel

extension Expression {
    /// Calls `visit` for this expression and every one in it, from the outside in.
    func walk(_ visit: (Expression) -> Void) {
        visit(self)
        for child in children { child.walk(visit) }
    }

    /// Every name in it but those of the functions that it calls.
    var names: Set<String> {
        var found: Set<String> = []
        var called: Set<String> = []
        walk { expression in
            if case .name(let name) = expression.node { found.insert(name) }
            if case .call(let function, _) = expression.node, case .name(let name) = function.node {
                called.insert(name)
            }
        }
        return found.subtracting(called)
    }

    /// Every name in it that is one of `known`. A field of a record that has the same name counts too.
    func names(among known: Set<String>) -> Set<String> {
        var found: Set<String> = []
        walk { expression in
            if case .name(let name) = expression.node, known.contains(name) { found.insert(name) }
        }
        return found
    }
}
