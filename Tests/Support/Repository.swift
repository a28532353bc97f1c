import Foundation

/// The folder that these tests were built from.
public enum Repository {
    /// The absolute path of a file that is given relative to the root.
    public static func file(_ path: String) -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        return root.standardizedFileURL.appendingPathComponent(path).path
    }
}
