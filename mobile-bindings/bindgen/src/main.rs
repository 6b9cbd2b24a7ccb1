//! Writes the Kotlin, Swift or Python side of the phone library from the built library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
