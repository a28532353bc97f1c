/// The fields of a form as a browser sends it (`application/x-www-form-urlencoded`, WHATWG URL, 5.1).
public struct FormFields: Hashable, Sendable {
    private let fields: [(name: String, value: String)]

    /// More fields than this are no form of ours.
    public static let maximumCount = 20_000

    /// Throws a `Problem` (400) when it is no such text.
    public init(_ body: [UInt8]) throws(Problem) {
        guard let text = String(validating: body, as: UTF8.self) else { throw Self.broken }
        let pairs = text.split(separator: "&")
        guard pairs.count <= Self.maximumCount else {
            throw Problem(status: 413, detail: "The form has more than \(Self.maximumCount) fields.")
        }
        var fields: [(String, String)] = []
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(form: parts[0]),
                let value = PercentEncoding.decode(form: parts.count > 1 ? parts[1] : "")
            else { throw Self.broken }
            fields.append((name, value))
        }
        self.fields = fields
    }

    private static let broken = Problem(status: 400, detail: "The form is not percent-encoded UTF-8.")

    /// The first value of a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All values of a name, in the order of the form.
    public func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    public static func == (left: FormFields, right: FormFields) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) {
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }
}
