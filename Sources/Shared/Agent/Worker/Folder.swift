public import Commands
internal import Glibc

/// Folders that an agent keeps files in.
public enum Folder {
    /// Makes a folder and those above it, where they are missing.
    public static func make(_ path: String) throws(CommandFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o750) != 0, errno != EEXIST else { continue }
            throw CommandFailure(
                .cantCreate,
                "\(made) cannot be made (\(String(cString: strerror(errno)))); give the agent's user the right.")
        }
    }
}
