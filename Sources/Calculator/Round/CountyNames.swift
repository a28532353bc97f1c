import Awards

/// The counties of a deciding office under the names that policies call them by.
struct CountyNames {
    private let offices: [Office]

    init(_ offices: [Office]) { self.offices = offices }

    /// The office of that name, or the only one whose name holds the same characters in the same order, for policies
    /// shorten: 土右旗 is 土默特右旗. Nil where none or several do, so that a person looks.
    func division(named name: String) -> Division? {
        if let exact = offices.first(where: { $0.name.zh == name }) { return exact.division }
        let shortened = offices.filter { Self.isShortened(name, from: $0.name.zh) }
        return shortened.count == 1 ? shortened[0].division : nil
    }

    private static func isShortened(_ short: String, from long: String) -> Bool {
        var rest = Substring(long)
        for character in short {
            guard let place = rest.firstIndex(of: character) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return !short.isEmpty
    }
}
