internal import Seals

/// The list by which an intake says what was lodged for a round, and by which the round says what arrived.
public enum VersionList {
    /// SHA-256 over the lines `CLAIM VERSION\n`, sorted by their bytes, so that the order in which versions come is
    /// nothing to it.
    public static func digest(of versions: some Sequence<(claim: String, version: Int64)>) -> String {
        var lines = versions.map { "\($0.claim) \($0.version)\n" }
        // By bytes: two texts that are written differently are never the same line.
        lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let hasher = SHA256()
        for index in lines.indices { lines[index].withUTF8 { hasher.update(UnsafeRawBufferPointer($0)) } }
        return hasher.finish().description
    }
}

extension RoundClosing {
    /// Whether a version is one that the round is closed over, by what it claims and by when it was lodged.
    public func counts(_ version: ClaimVersion) -> Bool {
        version.programme == programme && version.period == period
            && (clauses.isEmpty || clauses.contains(version.clause)) && isInTime(version.lodged)
    }

    /// Whether a version is the round's: one that it is closed over, or one that completes such a one.
    public func takes(_ version: ClaimVersion) -> Bool {
        guard let counted = version.counted else { return counts(version) }
        var completed = version
        completed.lodged = counted
        return counts(completed)
    }

    /// By the moments themselves: `<` also tells apart how they are written.
    private func isInTime(_ lodged: Moment) -> Bool {
        (lodged.seconds, lodged.nanoseconds) <= (deadline.seconds, deadline.nanoseconds)
    }
}
