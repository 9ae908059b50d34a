fn main(){
 let store=catseal_trust::TrustStore::microsoft();
 let v=catseal_trust::Verifier::new(&store);
 let at: jiff::Timestamp="2026-11-22T00:00:00Z".parse().unwrap();
 for f in std::env::args().skip(1){
  let b=std::fs::read(&f).unwrap();
  let c=match catseal_catalog::CatalogView::parse(&b){Ok(c)=>c,Err(e)=>{println!("{f}\tPARSE {e}");continue}};
  let t=v.judge(&c,at,catseal_trust::Policy::Signature,false);
  let s=&t.signature;
  let pol:Vec<_>=t.policies.iter().map(|p|format!("{}={}",p.policy,p.verdict)).collect();
  let ts:Vec<_>=t.signatures.iter().flat_map(|s|s.timestamps.iter().map(|t|format!("{}:{}:{}:{}",t.kind,t.valid,t.trusted,t.reason.clone().unwrap_or_default()))).collect();
  let nested:Vec<_>=t.signatures.iter().flat_map(|s|s.nested.iter().map(|n|format!("nested:{}:{}:{}",n.status,n.class,n.valid))).collect();
  println!("{f}\t{}\tv={}\t{}\t{}\t{}\t{}\t{}\t{}",s.status,s.valid,s.class,s.signing_time.map(|t|t.to_string()).unwrap_or_default(),pol.join(","),ts.join(";"),nested.join(";"),s.reasons.join(" | "));
 }
}
