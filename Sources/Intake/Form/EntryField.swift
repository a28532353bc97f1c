import Pages

/// One line of text to fill in.
struct EntryField {
    let name: String
    let label: String
    let value: String
    var hint = ""
    var unit = ""
    var isNeeded = false
    var needWord = ""
    /// Characters, at most.
    var most = 2_000
    var isNumber = false
    var faults: [String] = []
    /// Texts to choose from; the empty choice is `emptyChoice`.
    var choices: [(value: String, label: String)]?
    var emptyChoice = ""
    /// Texts that are offered, beside which any other may stand.
    var suggestions: [String] = []

    static func id(_ name: String) -> String { "f-\(name)" }

    var html: HTML {
        let id = Self.id(name)
        var described: [String] = []
        if !unit.isEmpty { described.append("u-\(name)") }
        if !hint.isEmpty { described.append("h-\(name)") }
        if !faults.isEmpty { described.append("e-\(name)") }
        let attributes: HTML = """
            id="\(id)" name="\(name)"\(described.isEmpty ? "" : " aria-describedby=\"\(described.joined(separator: " "))\"" as HTML)\
            \(isNeeded ? " aria-required=\"true\"" : "" as HTML)\(faults.isEmpty ? "" : " aria-invalid=\"true\"" as HTML)
            """
        let need: HTML = isNeeded ? " <span class=\"need\">\(needWord)</span>" : ""
        return """
            <div class="field\(faults.isEmpty ? "" : " wrong")"><label for="\(id)">\(label)\(need)</label>
            <div class="entry">\(control(attributes))\(unit.isEmpty ? "" : "<span class=\"unit\" id=\"u-\(name)\">\(unit)</span>" as HTML)</div>
            \(hint.isEmpty ? "" : "<p class=\"hint\" id=\"h-\(name)\">\(hint)</p>" as HTML)\
            \(faults.isEmpty ? "" : "<p class=\"error\" id=\"e-\(name)\">\(faults.joined(separator: " "))</p>" as HTML)</div>
            """
    }

    private func control(_ attributes: HTML) -> HTML {
        if let choices {
            let options = ([("", emptyChoice)] + choices).html { choice in
                "<option value=\"\(choice.0)\"\("selected", if: choice.0 == value)>\(choice.1)</option>"
            }
            // What was typed elsewhere and is no choice stays to be seen.
            let other: HTML =
                value.isEmpty || choices.contains { $0.value == value }
                ? "" : "<option value=\"\(value)\" selected>\(value)</option>"
            return "<select \(attributes)>\(options)\(other)</select>"
        }
        let list: HTML =
            suggestions.isEmpty
            ? ""
            : "<datalist id=\"l-\(name)\">\(suggestions.html { "<option value=\"\($0)\"></option>" })</datalist>"
        let mode: HTML = isNumber ? " inputmode=\"decimal\" class=\"number\"" : ""
        let listed: HTML = suggestions.isEmpty ? "" : " list=\"l-\(name)\""
        return """
            <input \(attributes) value="\(value)" maxlength="\(most)" autocomplete="off"\(mode)\(listed)>\(list)
            """
    }
}
