//! A photo of the code, for phones whose camera app does not read QR codes.

use super::address_of_code;
use super::entry::{EntryForm, entry};
use crate::app::{App, Tenant};
use crate::web::extract::Visitor;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::slots::{in_slot, slot};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use shusseki_core::scan_receipt::{CodeDigest, ScanReceipt};
use shusseki_core::text::Text;
use shusseki_core::venue_code::{Scanned, VenueCode};
use shusseki_qr_tools::photo::{PhotoLimits, ReadPhotoError, read_photo};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Anyone may send a photo, so few are held in memory together.
static PLACES: Semaphore = Semaphore::const_new(16);
/// Unpacking a photo takes up to some 400 MB and a second, so fewer still are looked at together.
static SLOTS: Semaphore = Semaphore::const_new(2);
/// For a place, and once more for a slot: together less than a request may take.
const WAIT_AT_MOST: Duration = Duration::from_secs(10);
const LIMITS: PhotoLimits = PhotoLimits {
    bytes: 12 << 20,
    pixels: 50_000_000,
};

/// `POST /{society}/check-in/photo`: on to the page of the code that the photo shows.
///
/// The scan counts from the beginning of the upload, which may take longer than a rotating code
/// is shown.
pub(crate) async fn photo(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    form: Multipart,
) -> Result<Response, Failure> {
    let sent_at = app.clock.now();
    let tenant = &visitor.tenant;
    let code = code_sent(tenant, form).await;
    match code {
        Ok(code) => Ok(Redirect::to(&stamped(&app, tenant, code, sent_at)).into_response()),
        Err(failure) if failure.status().is_server_error() => Err(failure),
        Err(failure) => {
            let form = EntryForm::with("", "photo", &failure, language);
            let page = entry(tenant, visitor.member.as_ref(), language, form)?;
            Ok((failure.status(), page).into_response())
        }
    }
}

async fn code_sent(tenant: &Tenant, form: Multipart) -> Result<VenueCode, Failure> {
    // The place is kept until the photo is gone from memory.
    let (bytes, _place) = received(&PLACES, form).await?;
    code_in(tenant, bytes).await
}

/// The photo, once there is a place for it, and the place.
async fn received(
    places: &'static Semaphore,
    form: Multipart,
) -> Result<(Vec<u8>, SemaphorePermit<'static>), Failure> {
    match slot(places, WAIT_AT_MOST).await {
        Ok(place) => Ok((sent(form).await?, place)),
        Err(busy) => {
            drop_unread(form).await;
            Err(busy)
        }
    }
}

fn stamped(app: &App, tenant: &Tenant, code: VenueCode, at: Timestamp) -> String {
    let code = Scanned::Code(code);
    let digest = CodeDigest::of_scanned(tenant.society.number, &code);
    let receipt = ScanReceipt::new(at, digest).mint(&app.receipt_key);
    address_of_code(tenant, &code, Some(&receipt))
}

/// The file of the form's one field.
async fn sent(mut form: Multipart) -> Result<Vec<u8>, Failure> {
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| unreadable(&error))?
    {
        if field.name() == Some("photo") {
            let bytes = whole(field).await?;
            if !bytes.is_empty() {
                return Ok(bytes);
            }
        }
    }
    Err(problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        "photo-missing",
        Text::new("写真が選ばれていません。", "No photo was chosen."),
        Text::new(
            "QRコードを撮影するか、撮影済みの写真を選んでください。",
            "Take a photo of the QR code, or choose one.",
        ),
    ))
}

/// A field's bytes. What is too large is read to its end and dropped: a browser that is still
/// sending would not show the answer.
async fn whole(mut field: Field<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut too_many = false;
    while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
        too_many |= bytes.len() + chunk.len() > LIMITS.bytes;
        if !too_many {
            bytes.extend_from_slice(&chunk);
        }
    }
    if too_many {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

/// Reads what nobody will look at, for the same reason.
async fn drop_unread(mut form: Multipart) {
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
}

fn unreadable(error: &MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    problem(
        error.status(),
        "photo-unreadable",
        Text::new(
            "写真を受け取れませんでした。",
            "The photo did not arrive complete.",
        ),
        Text::new("もう一度お送りください。", "Please send it again."),
    )
}

/// The venue code in the photo: the society's own, if several hang side by side.
async fn code_in(tenant: &Tenant, bytes: Vec<u8>) -> Result<VenueCode, Failure> {
    let read = in_slot(&SLOTS, WAIT_AT_MOST, move || read_photo(&bytes, &LIMITS)).await?;
    let texts = read.map_err(|error| not_read(&error))?;
    let codes: Vec<VenueCode> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    choose(&codes, tenant)
}

fn choose(codes: &[VenueCode], tenant: &Tenant) -> Result<VenueCode, Failure> {
    let own = codes
        .iter()
        .find(|code| code.society() == tenant.society.number);
    own.copied().ok_or_else(|| {
        if codes.is_empty() {
            not_a_venue_code()
        } else {
            other_society()
        }
    })
}

fn problem(status: StatusCode, code: &'static str, sentence: Text, next_step: Text) -> Failure {
    Failure::new(status, code, sentence, next_step)
}

fn not_read(error: &ReadPhotoError) -> Failure {
    let (ja, en) = match error {
        ReadPhotoError::TooManyBytes { .. } | ReadPhotoError::TooManyPixels { .. } => {
            return too_large();
        }
        ReadPhotoError::NotAnImage => (
            "この形式のファイルは読み取れません（PNG・JPEG・WebPの写真に対応しています）。",
            "This kind of file can't be read; PNG, JPEG and WebP photos can.",
        ),
        ReadPhotoError::Damaged(_) => ("写真のデータが壊れています。", "The photo is damaged."),
        ReadPhotoError::NoCode => (
            "写真からQRコードを読み取れませんでした。",
            "No QR code could be read in the photo.",
        ),
    };
    problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        error.code(),
        Text::new(ja, en),
        Text::new(
            "QRコード全体が大きく写るように、明るい所で撮り直してください。QRコードの下の8文字を入力しても登録できます。",
            "Take it again in good light, with the whole code large in the picture; or type the 8 characters below the code.",
        ),
    )
}

fn too_large() -> Failure {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "photo-too-large",
        Text::new(
            "写真が大きすぎます（12MBまで）。",
            "The photo is too large; up to 12 MB can be sent.",
        ),
        Text::new(
            "画質を下げて撮り直すか、QRコードの下の8文字を入力してください。",
            "Take a smaller one, or type the 8 characters below the QR code.",
        ),
    )
}

fn not_a_venue_code() -> Failure {
    problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        "photo-other-code",
        Text::new(
            "写真のQRコードは、会場の参加登録用コードではありません。",
            "The QR code in the photo is not one for checking in.",
        ),
        Text::new(
            "会場に掲示された参加登録用のQRコードを撮影してください。",
            "Take a photo of the check-in code shown at the venue.",
        ),
    )
}

fn other_society() -> Failure {
    problem(
        StatusCode::CONFLICT,
        "code-wrong-society",
        Text::new(
            "写真のQRコードは、別の学会の会場コードです。",
            "The code in the photo belongs to another society.",
        ),
        Text::new(
            "参加している学会の会場コードを撮影してください。",
            "Take a photo of a code of the society whose event you attend.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::{choose, code_in, received};
    use crate::web::page::samples::tenant;
    use axum::body::Body;
    use axum::extract::{FromRequest as _, Multipart, Request};
    use axum::http::header;
    use shusseki_core::calendar::Window;
    use shusseki_core::venue_code::{
        KeyId, KeyRing, PointNumber, PosterClaim, PosterSerial, SessionNumber, SocietyNumber,
        VenueCode, VenueKey,
    };
    use tokio::sync::Semaphore;

    const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"photo\"; \
        filename=\"a\"\r\n\r\nhello\r\n--x--\r\n";

    async fn form(body: Body) -> Multipart {
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(body)
            .unwrap();
        Multipart::from_request(request, &()).await.unwrap()
    }

    #[tokio::test]
    async fn a_photo_is_read_only_once_there_is_a_place_for_it() {
        static PLACES: Semaphore = Semaphore::const_new(1);
        let whole = form(Body::from(FORM)).await;
        let (bytes, place) = received(&PLACES, whole).await.unwrap();
        assert_eq!(
            (bytes.as_slice(), PLACES.available_permits()),
            (&b"hello"[..], 0)
        );
        drop(place);
        // A form that breaks off gives its place back.
        assert!(
            received(&PLACES, form(Body::from("--x\r\n")).await)
                .await
                .is_err()
        );
        assert_eq!(PLACES.available_permits(), 1);

        static NONE: Semaphore = Semaphore::const_new(0);
        NONE.close();
        let failure = received(&NONE, form(Body::from(FORM)).await)
            .await
            .unwrap_err();
        assert_eq!(failure.code(), "busy");
    }

    fn code_of(society: SocietyNumber) -> VenueCode {
        let ring =
            KeyRing::new(society, vec![VenueKey::new(KeyId::new(1), [7; 32], None)]).unwrap();
        let (opens, closes) = ("2026-11-20T00:00:00Z", "2026-11-20T03:00:00Z");
        let claim = PosterClaim {
            session: SessionNumber::new(1),
            point: PointNumber::new(1),
            serial: PosterSerial::new(1),
            valid: Window::new(opens.parse().unwrap(), closes.parse().unwrap()),
        };
        ring.mint_poster(&claim).unwrap()
    }

    #[test]
    fn of_several_posters_the_societys_own_is_meant() {
        let (jhrs, jsnm) = (tenant(0), tenant(1));
        let (own, other) = (code_of(jhrs.society.number), code_of(jsnm.society.number));
        assert_eq!(choose(&[other, own], &jhrs).unwrap(), own);
        assert_eq!(
            choose(&[other], &jhrs).unwrap_err().code(),
            "code-wrong-society"
        );
        assert_eq!(choose(&[], &jhrs).unwrap_err().code(), "photo-other-code");
    }

    #[tokio::test]
    async fn what_is_no_photo_is_told_so() {
        let jhrs = tenant(0);
        for (bytes, code) in [
            (b"hello".to_vec(), "photo-not-an-image"),
            (b"<svg onload=alert(1)>".to_vec(), "photo-not-an-image"),
            (vec![0; (12 << 20) + 1], "photo-too-large"),
        ] {
            let failure = code_in(&jhrs, bytes).await.unwrap_err();
            assert_eq!(failure.code(), code);
            assert!(failure.status().is_client_error());
        }
    }
}
