/// SHA-256 of the bytes by the system's OpenSSL.
pub fn of(bytes: &[u8]) -> String {
    openssl::sha::sha256(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
