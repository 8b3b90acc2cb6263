fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let bytes = std::fs::read(path).expect("a file that can be read");
    println!("{}", digest::of(&bytes));
}
