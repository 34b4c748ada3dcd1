#include "tests/support/test_certificate.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "net/address.h"

namespace sounder::test {
namespace {

// One folder a process, gone with it.
class Folder {
 public:
  Folder() : path_(testing::TempDir() + "sounder_certificates_" + std::to_string(::getpid())) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string next(const std::string& ending) { return path_ + "/" + std::to_string(++made_) + ending; }

 private:
  std::string path_;
  int made_ = 0;
};

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
File open(const std::string& path) { return {std::fopen(path.c_str(), "w"), std::fclose}; }

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  ASSERT_NE(extension, nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

EVP_PKEY* make_key(KeyKind kind) {
  if (kind == KeyKind::kRsa) return EVP_RSA_gen(2048);
  return kind == KeyKind::kEd25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519") : EVP_EC_gen("P-256");
}

}  // namespace

CertificateFiles make_certificate(const std::string& name, KeyKind kind) {
  static Folder folder;
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(make_key(kind), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate.get(), NID_subject_alt_name, (Address::parse(name) ? "IP:" : "DNS:") + name);
  EXPECT_GT(X509_sign(certificate.get(), key.get(), kind == KeyKind::kEd25519 ? nullptr : EVP_sha256()), 0);
  CertificateFiles files{folder.next(".crt"), folder.next(".key")};
  EXPECT_EQ(PEM_write_X509(open(files.certificate).get(), certificate.get()), 1);
  EXPECT_EQ(PEM_write_PrivateKey(open(files.key).get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
  return files;
}

}  // namespace sounder::test
