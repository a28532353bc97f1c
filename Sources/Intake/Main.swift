@main
struct Main {
    @MainActor
    static func main() async {}
}
