//! The few files beside the pages: icon, manifest, scripts, embedded, under names that change with their content.

use super::failure::Failure;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use ring::digest;
use std::sync::LazyLock;

const ICON: &str = include_str!("../../assets/icon.svg");
const PROFILE: &str = include_str!("../../assets/profile.js");
const PROGRESS: &str = include_str!("../../assets/progress.mjs");
const MANIFEST: &str = include_str!("../../assets/manifest.webmanifest");

const PASSKEY: &str = include_str!("../../assets/passkey.mjs");
const NOTICE: &str = include_str!("../../assets/notice.mjs");
const DOOR: &str = include_str!("../../assets/door.mjs");

struct Asset {
    name: &'static str,
    address: String,
    kind: &'static str,
    body: String,
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, body: String) -> Self {
        let hash = digest::digest(&digest::SHA256, body.as_bytes());
        let version: String = HEXLOWER.encode(hash.as_ref()).chars().take(12).collect();
        Self {
            name,
            address: format!("/assets/{version}-{name}"),
            kind,
            body,
        }
    }
}

static ASSETS: LazyLock<[Asset; 7]> = LazyLock::new(|| {
    let icon = Asset::new("icon.svg", "image/svg+xml", ICON.to_owned());
    let manifest = MANIFEST.replace("{icon}", &icon.address);
    [
        icon,
        Asset::new(
            "manifest.webmanifest",
            "application/manifest+json",
            manifest,
        ),
        Asset::new(
            "door.mjs",
            "text/javascript; charset=utf-8",
            DOOR.to_owned(),
        ),
        Asset::new(
            "notice.mjs",
            "text/javascript; charset=utf-8",
            NOTICE.to_owned(),
        ),
        Asset::new(
            "passkey.mjs",
            "text/javascript; charset=utf-8",
            PASSKEY.to_owned(),
        ),
        Asset::new("profile.js", "text/javascript", PROFILE.to_owned()),
        Asset::new(
            "progress.mjs",
            "text/javascript; charset=utf-8",
            PROGRESS.to_owned(),
        ),
    ]
});

/// The address of a file; empty for one that there is not.
pub(crate) fn address(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("", |asset| asset.address.as_str())
}

/// `GET /assets/{file}`: a name stands for one content for ever, so it may be kept for ever.
pub(crate) async fn serve(Path(file): Path<String>) -> Result<Response, Failure> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(file.as_str()))
        .ok_or_else(Failure::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.body.as_str()).into_response())
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, address};

    #[test]
    fn every_asset_has_an_address_and_the_manifest_names_the_icon() {
        let [icon, manifest, door, ..] = &*ASSETS;
        assert_eq!(address("door.mjs"), door.address);
        assert_eq!(address("icon.svg"), icon.address);
        assert!(manifest.body.contains(&icon.address));
        assert!(serde_json::from_str::<serde_json::Value>(&manifest.body).is_ok());
        assert_eq!(address("../secret.key"), "");
    }
}
