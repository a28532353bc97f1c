import Messages
import Policy
import Storage

extension InstallationIndex {
    /// The newest policies that were adopted, by their digests, in the order of programmes.
    func newestPolicies() throws(StorageError) -> [String] {
        try ask("SELECT digest FROM programmes ORDER BY programme") { $0.text(0) }
    }

    /// What offices have reported toward targets.
    func targetFigures() throws(StorageError) -> TargetFigures {
        let payloads = try ask("SELECT payload FROM figures") { row in row.bytes(0).map { Array($0) } ?? [] }
        return payloads.reduce(into: TargetFigures()) { figures, payload in
            if let figure = try? FigureReported(reading: payload) { figures.take(figure) }
        }
    }
}
